const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** Seconds in the two largest units that they fill, such as `2 h 5 min`. */
export function duration(seconds: number): string {
  let left = Math.max(0, Math.round(seconds))
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size)
    if (count > 0 || (parts.length > 0 && parts.length < 2)) parts.push(`${count} ${unit}`)
    left -= count * size
    if (parts.length === 2) break
  }
  return parts.filter((part) => !part.startsWith('0 ')).join(' ') || '0 s'
}

/** The seconds of a duration as `duration` writes it, or as in `90s`, `2h`, `1d12h`; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const compact = text.replaceAll(' ', '')
  if (!/^(\d{1,6}(d|h|min|m|s))+$/.test(compact)) return undefined
  const sizes = new Map<string, number>([...UNITS, ['m', 60]])
  const parts = [...compact.matchAll(/(\d+)([a-z]+)/g)]
  return parts.reduce((seconds, [, count, unit]) => seconds + Number(count) * (sizes.get(unit ?? '') ?? 0), 0)
}
