import { compareKeys } from '../../shared/model/key-order.ts'
import type { RowStore } from '../../shared/ports/rows.ts'
import { Table } from '../simulation/services/table.ts'
import { Moments } from './moments.ts'

/** The port onto rows in memory. */
export function memoryRows(table = new Table(), moments = new Moments()): RowStore {
  return {
    read: (id) => moments.around('rows.read', id.sort, () => table.apply(0, { kind: 'read', id }).response.row),
    write: (row, expected) =>
      moments.around('rows.write', row.sort, () => table.apply(0, { kind: 'write', row, expected }).response.done),
    amend: (amendment) =>
      moments.around('rows.amend', amendment.sort, () => {
        return table.apply(0, { kind: 'amend', amendment }).response.done
      }),
    remove: ({ partition, sort }, expected) =>
      moments.around('rows.remove', sort, () => {
        return table.apply(0, { kind: 'remove', id: { partition, sort }, expected }).response.done
      }),
    find: (search) => moments.around('rows.find', search.value, () => table.find(search, 0)),
    list: (partition, after, most, prefix = '') =>
      moments.around('rows.list', partition, () => {
        const isMeant = (sort: string) =>
          sort.startsWith(prefix) && (after === undefined || compareKeys(sort, after) > 0)
        const rows = table.partition(partition).filter(({ sort }) => isMeant(sort))
        return { items: rows.slice(0, most), isLast: rows.length <= most }
      }),
  }
}
