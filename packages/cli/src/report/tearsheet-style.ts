/** What a tearsheet adds to the style of every report. */
export const TEARSHEET_STYLE = `
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;margin:1rem 0}
.tiles div{border:1px solid var(--rule);border-radius:8px;padding:.5rem .7rem;background:var(--panel)}
.tiles dt{color:var(--soft);font-size:.8rem}.tiles dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
.heat td,.heat th{padding:.2rem .35rem;font-size:.82rem}.heat td.gain{background:color-mix(in srgb,var(--good) var(--heat),transparent)}
.heat td.loss{background:color-mix(in srgb,var(--bad) var(--heat),transparent)}
.gain-bar{fill:var(--good)}.loss-bar{fill:var(--bad)}
.up line,.down line{stroke:var(--soft);stroke-width:1}.up rect{fill:var(--panel);stroke:var(--soft);stroke-width:.8}.down rect{fill:var(--soft)}
.bought{fill:var(--good);color:var(--good)}.sold{fill:var(--bad);color:var(--bad)}path.bought,path.sold{stroke:var(--panel);stroke-width:.6}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:0 2rem}.columns table{align-self:start}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
td.number,tbody .date{white-space:nowrap}.columns th{white-space:normal;font-weight:500}td.evidence{min-width:17rem}
h3 + .scroll,h3 + p{margin-top:.2rem}table + table,.scroll + table{margin-top:1rem}.columns table + table{margin-top:0}
caption{text-align:left}tbody th{white-space:nowrap}
.warning{border-left:3px solid var(--bad);padding:.5rem .9rem;margin:.6rem 0}
code{overflow-wrap:anywhere;font-size:.85em}
@media (max-width:560px){.tick{font-size:17px}main{padding:1rem .6rem 3rem}section.market{padding:.9rem .7rem}.tiles{grid-template-columns:1fr 1fr}.columns table + table{margin-top:1rem}td,th{padding:.28rem .35rem}tbody th{white-space:normal}}
@media print{:root{--ground:#fff;--panel:#fff;--text:#000;--soft:#444;--rule:#bbb;--good:#1d5f75;--bad:#9c3d58}figure,.tiles,table tr{break-inside:avoid}section.market{break-inside:auto!important}h2,h3,figcaption,caption{break-after:avoid}.scroll{overflow:visible}main{max-width:none;padding:0}.heat td{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
