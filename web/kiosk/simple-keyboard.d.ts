/** The package declares its build for modern browsers under no name that its file has. */
declare module 'simple-keyboard/build/index.modern.esm.js' {
  export { default } from 'simple-keyboard'
}

/** Nor what its layouts' default export is. */
declare module 'simple-keyboard-layouts/build/layouts/chinese' {
  const layout: { readonly layoutCandidates: Record<string, string> }
  export default layout
}
