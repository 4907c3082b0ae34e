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
caption{text-align:left}tbody th{white-space:nowrap}
.warning{border-left:3px solid var(--bad);padding:.5rem .9rem;margin:.6rem 0}
code{overflow-wrap:anywhere;font-size:.85em}
@media print{:root{--ground:#fff;--panel:#fff;--text:#000;--soft:#444;--rule:#bbb;--good:#1d5f75;--bad:#9c3d58}figure,.tiles{break-inside:avoid}main{max-width:none;padding:0}.heat td{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
