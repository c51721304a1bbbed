import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Amendment } from '../../ports/rows.ts'

type AmendmentInput = Omit<UpdateCommandInput, 'TableName'>

/** What the parts of an update say together. */
interface Part {
  readonly names: readonly string[]
  readonly values: Readonly<Record<string, number>>
  readonly texts: readonly string[]
}

/** The one call by which DynamoDB amends a row: names and values of the body are sent beside the expressions. */
export function amendmentInput({ partition, sort, revision, ...numbers }: Amendment): AmendmentInput {
  const { add = {}, set = {}, same = {}, below = {} } = numbers
  // `ADD` reaches no attribute within another.
  const changes = [
    partOf('add', add, (at, value) => `${at} = ${at} + ${value}`),
    partOf('set', set, (at, value) => `${at} = ${value}`),
  ]
  const conditions = [
    partOf('same', same, (at, value) => (value ? `${at} = ${value}` : `attribute_not_exists(${at})`)),
    partOf('below', below, (at, value) => `${at} < ${value}`),
  ]
  const parts = [...changes, ...conditions]
  const names = parts.flatMap((part) => part.names.map((name) => [`#${name}`, name] as const))
  // An update would make a row that is not there.
  const isOther = ['attribute_exists(revision)', 'revision <> :revision']
  return {
    Key: { partition, sort },
    UpdateExpression: `SET ${['revision = :revision', ...changes.flatMap(({ texts }) => texts)].join(', ')}`,
    ConditionExpression: [...isOther, ...conditions.flatMap(({ texts }) => texts)].join(' AND '),
    ExpressionAttributeNames: { '#body': 'body', ...Object.fromEntries(names) },
    ExpressionAttributeValues: Object.assign({ ':revision': revision }, ...parts.map(({ values }) => values)),
  }
}

function partOf(
  kind: 'add' | 'set' | 'same' | 'below',
  numbers: Readonly<Record<string, number | undefined>>,
  textOf: (at: string, value: string | undefined) => string,
): Part {
  const named = Object.entries(numbers).map(([name, number]) => ({ name, number, value: `:${kind}_${name}` }))
  return {
    names: named.map(({ name }) => name),
    values: Object.fromEntries(named.flatMap(({ number, value }) => (number === undefined ? [] : [[value, number]]))),
    texts: named.map(({ name, number, value }) => textOf(`#body.#${name}`, number === undefined ? undefined : value)),
  }
}
