/**
 * What waits, by the call that it belongs to: calls take turns, so that one of a few texts does not wait for all
 * of one that has hundreds. The items of a call come in their order.
 */
export class TurnQueue<Item extends object> {
  /** The call whose turn it is comes first. */
  readonly #calls = new Map<object, Item[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  push(call: object, item: Item): void {
    const own = this.#calls.get(call)
    if (own === undefined) this.#calls.set(call, [item])
    else own.push(item)
    this.#size++
  }

  /** Takes out the next; its call goes behind the others. */
  shift(): Item | undefined {
    const [first] = this.#calls
    if (first === undefined) return undefined
    const [call, items] = first
    const item = items.shift()
    this.#calls.delete(call)
    if (items.length > 0) this.#calls.set(call, items)
    this.#size--
    return item
  }

  /** @returns whether it was still waiting */
  remove(call: object, item: Item): boolean {
    const items = this.#calls.get(call) ?? []
    const position = items.indexOf(item)
    if (position < 0) return false
    items.splice(position, 1)
    if (items.length === 0) this.#calls.delete(call)
    this.#size--
    return true
  }

  /** Takes out everything. */
  clear(): Item[] {
    const items = [...this.#calls.values()].flat()
    this.#calls.clear()
    this.#size = 0
    return items
  }
}
