import fc from 'fast-check'

/** Changes one place of a JSON value: what stands there goes, or something else takes its place. */
export type Mutation = (value: unknown) => unknown

const strange = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e308,
    '',
    [],
    {},
    '__proto__',
    '\0',
    '\ud83d',
    '%zz',
    '..',
    'a/../b',
    '9.9',
    'x'.repeat(2000),
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Mutations: where, counted in the order of the places, and what. */
export const aMutation: fc.Arbitrary<Mutation> = fc
  .record({ at: fc.nat(20), kind: fc.constantFrom('remove', 'replace', 'rename', 'repeat'), other: strange })
  .map(({ at, kind, other }) => (value) => {
    let left = at
    const visit = (node: unknown): unknown => {
      if (left-- === 0 && kind === 'replace') return other
      if (Array.isArray(node)) {
        const items = node.map(visit)
        return kind === 'repeat' && left-- === 0 ? [...items, ...items] : items
      }
      if (typeof node !== 'object' || node === null) return node
      const entries = Object.entries(node).flatMap(([name, inner]) => {
        const isHere = left === 0 && kind !== 'replace' && kind !== 'repeat'
        const visited = visit(inner)
        if (!isHere) return [[name, visited]]
        return kind === 'remove' ? [] : [[typeof other === 'object' ? JSON.stringify(other) : String(other), visited]]
      })
      return Object.fromEntries(entries)
    }
    return visit(value)
  })

/** Texts of JSON that were sound, and have been changed in a few places, or not at all. */
export function mutated<Value>(sound: fc.Arbitrary<Value>): fc.Arbitrary<string> {
  return fc
    .tuple(sound, fc.array(aMutation, { maxLength: 3 }))
    .map(([value, mutations]) => JSON.stringify(mutations.reduce<unknown>((changed, mutate) => mutate(changed), value)))
    .filter((text) => text !== undefined)
}
