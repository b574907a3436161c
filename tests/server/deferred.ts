/** A promise with its handles; Promise.withResolvers is not in Node 20. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(value: Value): void
}

export function deferred<Value>(): Deferred<Value> {
  let settle: ((value: Value) => void) | undefined
  const promise = new Promise<Value>(resolve => {
    settle = resolve
  })
  return { promise, resolve: value => settle?.(value) }
}
