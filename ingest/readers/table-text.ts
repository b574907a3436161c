/** A cell of a header is a name, no sentence. */
const MAX_HEADER_CHARACTERS = 40
const CELL_SEPARATOR = ' | '
const NUMBER = /^[-+]?[\d.,%\s]+$/u

/**
 * A table as text that stays readable row by row, wherever it is cut: with a header, `姓名：王平 | 电话：8123` a row, so
 * that each row can be found by what its cells mean, and is quoted as one: nothing between its cells ends a sentence.
 * Without a header, `a | b`.
 */
export function tableToText(rows: readonly (readonly string[])[]): string {
  const filled = rows.filter(row => row.some(cell => cell !== ''))
  const header = headerOf(filled)
  if (header === undefined) return filled.map(plainRow).join('\n')
  return filled
    .slice(1)
    .map(row => labelledRow(header, row))
    .join('\n')
}

/** The first row, when it names the columns of at least one other; undefined when it looks like data. */
export function headerOf(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const [first, second] = rows
  if (first === undefined || second === undefined || first.length < 2) return undefined
  const names = first.map(cell => cell.trim())
  const isHeader =
    names.every(name => name !== '' && name.length <= MAX_HEADER_CHARACTERS && !NUMBER.test(name)) &&
    new Set(names).size === names.length
  return isHeader ? names : undefined
}

export function labelledRow(header: readonly string[], row: readonly string[]): string {
  const cells = row.flatMap((cell, column) => {
    const value = oneLine(cell)
    const name = header[column]
    return value === '' ? [] : [name === undefined ? value : `${name}：${value}`]
  })
  return cells.join(CELL_SEPARATOR)
}

function plainRow(row: readonly string[]): string {
  const cells = row.map(oneLine)
  const last = cells.findLastIndex(cell => cell !== '')
  return cells.slice(0, last + 1).join(CELL_SEPARATOR)
}

const oneLine = (cell: string) => cell.replace(/\s+/gu, ' ').trim()
