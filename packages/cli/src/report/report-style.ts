/** The style sheet of every report: light and dark, readable without colour, printable. */
export const REPORT_STYLE = `
:root{--ground:#faf4ed;--panel:#fffaf3;--text:#464261;--soft:#6e6a86;--rule:#dfdad9;--good:#286983;--bad:#b4637a;--accent:#907aa9}
@media (prefers-color-scheme:dark){:root{--ground:#191724;--panel:#1f1d2e;--text:#e0def4;--soft:#a8a4c4;--rule:#403d52;--good:#9ccfd8;--bad:#eb6f92;--accent:#c4a7e7}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:960px;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.3rem;margin:0 0 .25rem}h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
p{margin:.4rem 0}a{color:var(--good)}
.lead{font-size:1.05rem;color:var(--soft);max-width:70ch}
section.market{background:var(--panel);border:1px solid var(--rule);border-radius:10px;padding:1.25rem;margin:1.5rem 0}
.badge{display:inline-block;border:1px solid currentColor;border-radius:999px;padding:0 .6em;font-size:.8rem;letter-spacing:.02em;vertical-align:middle}
.badge.good,.good{color:var(--good)}.badge.bad,.bad{color:var(--bad)}
blockquote{margin:.6rem 0;padding:.5rem .9rem;border-left:3px solid var(--accent);background:color-mix(in srgb,var(--accent) 8%,transparent)}
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.28rem .5rem;border-bottom:1px solid var(--rule);vertical-align:top}
thead th{color:var(--soft);font-weight:600}td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
figure{margin:1rem 0}figcaption{font-weight:600;margin-bottom:.3rem}
svg{width:100%;height:auto;display:block}
.grid{stroke:var(--rule);stroke-width:1}.tick{fill:var(--soft);font-size:11px}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}.line.strong{stroke:var(--good)}.line.quiet{stroke:var(--soft);stroke-dasharray:4 3}.line.loss{stroke:var(--bad)}
.legend{font-size:.85rem;color:var(--soft);display:flex;gap:1.2rem;flex-wrap:wrap}.key::before{content:"";display:inline-block;width:1.4em;border-top:2px solid;margin-right:.4em;vertical-align:middle}
.key.strong::before{border-color:var(--good)}.key.quiet::before{border-color:var(--soft);border-top-style:dashed}.key.loss::before{border-color:var(--bad)}
.summary,.note,.empty{color:var(--soft);font-size:.9rem}
.bars td.bar{width:40%}.bars .bar span{display:block;height:.8em;margin-top:.35em;background:var(--accent);border-radius:2px;min-width:1px}
details{margin:.4rem 0}summary{cursor:pointer;color:var(--soft);font-size:.9rem}
pre{overflow-x:auto;font-size:.82rem;background:var(--ground);padding:.75rem;border-radius:6px}
footer{color:var(--soft);font-size:.85rem;border-top:1px solid var(--rule);padding-top:1rem}
@media print{body{background:#fff;color:#000}section.market{break-inside:avoid-page;border-color:#999}details:not([open])>*:not(summary){display:none}}
`;
