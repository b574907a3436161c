/** The whole look of a report: light and dark, on screens and paper. No word of a document comes in here. */
export const REPORT_STYLES = `
:root { color-scheme: light dark; --ink: #1d2125; --soft: #555c63; --paper: #fff; --line: #d5d9dd; --fill: #2f6db3; --track: #e8ebee; --bad: #a32121; --good: #1f6b3a; --mark: #fbf3d5 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #aab2b9; --paper: #16191c; --line: #3a4147; --fill: #6fa8e6; --track: #2a3036; --bad: #ff9b93; --good: #86d3a0; --mark: #3a3520 } }
* { box-sizing: border-box }
body { overflow-wrap: anywhere; margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 72rem; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0 0 .25rem } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem } h3 { font-size: 1rem; margin: 1.25rem 0 .5rem }
p { margin: .25rem 0 } .about, .made { color: var(--soft); font-size: .9rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: start; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
thead th { color: var(--soft); font-weight: 600 } tbody th { font-weight: 400 }
th.number, td.number { text-align: end; white-space: nowrap }
section { min-width: 0 }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 2rem }
.bar { display: block; width: 100%; min-width: 5rem; height: .5rem; margin-top: .6rem } .track { fill: var(--track) } .fill { fill: var(--fill) }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.5rem }
.chart { width: 100%; height: auto } .chart text { fill: var(--soft); font-size: 12px } .axis { stroke: var(--soft) } .line { stroke: var(--ink); stroke-dasharray: 4 4 }
.worse { color: var(--bad) } .better { color: var(--good) } .fault { color: var(--bad); font-weight: 600 }
.worst td { min-width: 9rem } .worst td:first-child, .worst th:first-child { min-width: 6rem }
blockquote { margin: .4rem 0 0; padding: .25rem .6rem; background: var(--mark); border-inline-start: 3px solid var(--line); font-size: .9rem } cite { display: block; color: var(--soft); font-style: normal }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #999; --fill: #2f6db3; --track: #eee; --bad: #8c1a1a; --good: #1f6b3a; --mark: #fff } body { max-width: none; padding: 0; font-size: 10pt } tr, .chart, blockquote { break-inside: avoid } h2 { break-after: avoid } .fill, .track { print-color-adjust: exact } }
`
