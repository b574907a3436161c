/** The synchronous counterpart of an interface of promises. */
export type Immediate<Methods> = {
  readonly [Name in keyof Methods]?: Methods[Name] extends (...given: infer Given) => Promise<infer Result>
    ? (...given: Given) => Result
    : Methods[Name]
}

/** Every method as an asynchronous one, whose throw is a rejection. */
export function asynchronous<Methods>(methods: Immediate<Methods>): Methods {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    typeof method === 'function'
      ? (...given: unknown[]) => Promise.resolve().then((): unknown => Reflect.apply(method, methods, given))
      : method,
  ])
  return Object.fromEntries(wrapped) as Methods
}
