declare module 'opencc-js/dict/TSCharacters' {
  /** `from to[ alternative…]` entries joined by `|`. */
  const entries: string
  export default entries
}
