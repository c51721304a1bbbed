/** A number with its noun, such as `3 keys`, or `more than 1,000 keys`. */
export function counted(count: number, one: string, many: string, isMore = false): string {
  return `${isMore ? 'more than ' : ''}${number(count)} ${count === 1 && !isMore ? one : many}`
}

/** A number as people write it. */
export function number(count: number): string {
  return count.toLocaleString('en')
}
