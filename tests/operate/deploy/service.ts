import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { PROJECT } from '../../support/sls.ts'

const schema = z.object({ params: z.record(z.string(), z.record(z.string(), z.unknown())) })

/** `params` as it stands in serverless.yml, with its variables. */
export const { params: writtenParams } = schema.parse(
  parse(readFileSync(join(PROJECT, 'serverless.yml'), 'utf8'), { logLevel: 'error' }),
)
