import { readTable } from '../aws.ts'
import { type Check, judge } from '../check.ts'

const KEYS = 'partition, sort'
const INDEXES = ['content', 'identity', 'trouble']

/** The ledger can be kept. */
export const table: Check = {
  description: "The ledger's table is there, with its keys and its indexes",
  async run({ stage }) {
    const { status, keys, indexes } = await readTable(stage.dynamodb, stage.table)
    const issues = [
      ...(status === 'ACTIVE' || status === 'UPDATING'
        ? []
        : [`expected ${stage.table} to be ACTIVE, found ${status}`]),
      ...(keys.join(', ') === KEYS ? [] : [`expected the keys ${KEYS}, found ${keys.join(', ')}`]),
      ...INDEXES.filter((index) => !indexes.includes(index)).map(
        (index) => `expected an index ${index}, found ${indexes.join(', ') || 'none'}`,
      ),
    ]
    return judge(issues, `npx sls deploy --stage ${stage.name} makes the table as resources/ledger.yml says.`)
  },
}
