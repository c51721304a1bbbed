import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Asset, assetSchema } from './asset.ts'

/** Where the assets' records lie, so that they outlive the process. */
export interface Records {
  load(): Asset[]
  put(asset: Asset): void
  remove(asset: Asset): void
}

function parseRecord(path: string): Asset {
  try {
    return assetSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new Error(`${path} is no record of an asset; remove it to start without`, { cause })
  }
}

/** Keeps no record. */
export const noRecords: Records = { load: () => [], put: () => undefined, remove: () => undefined }

/**
 * Keeps one small file per asset, named by its asset id. A file is written whole and then renamed, within one turn of
 * the event loop: whenever the process dies, each file holds the old record or the new one.
 */
export function openRecords(directory: string): Records {
  mkdirSync(directory, { recursive: true })
  const pathOf = ({ assetId }: Asset) => join(directory, `${assetId}.json`)
  const parse = (name: string) => parseRecord(join(directory, name))
  return {
    load: () => {
      const names = readdirSync(directory)
      for (const name of names.filter((name) => name.endsWith('.new'))) rmSync(join(directory, name))
      return names.filter((name) => name.endsWith('.json')).map(parse)
    },
    put: (asset) => {
      writeFileSync(`${pathOf(asset)}.new`, JSON.stringify(asset))
      renameSync(`${pathOf(asset)}.new`, pathOf(asset))
    },
    remove: (asset) => rmSync(pathOf(asset), { force: true }),
  }
}
