import { closest } from 'fastest-levenshtein'
import { z } from 'zod'
import { originOfText, REGION_VARIABLES, type readRegions } from '../../shared/config/dotenv.ts'
import type { ConfigFault } from '../../shared/model/config-error.ts'

type Regions = ReturnType<typeof readRegions>

const handlerSchema = z.looseObject({
  schema: z.looseObject({
    properties: z.looseObject({
      provider: z.looseObject({
        properties: z.looseObject({ region: z.looseObject({ enum: z.array(z.string()) }) }),
      }),
    }),
  }),
})

/** The regions that the framework takes, by what it reads serverless.yml with; none where it does not say them. */
export function knownRegions(configSchemaHandler: unknown): readonly string[] {
  const handler = handlerSchema.safeParse(configSchemaHandler)
  return handler.success ? handler.data.schema.properties.provider.properties.region.enum : []
}

/** Which region, of which stage; by the command itself or by what else there is. */
interface Asked {
  readonly region: string
  readonly stage: string
  readonly isRegionGiven: boolean
}

/**
 * The fault of a region that is none of those that the framework knows, with where it has been read from: the framework itself says only
 * that provider.region is wrong, whatever has given it.
 */
export function regionFaults(
  { region, stage, isRegionGiven }: Asked,
  known: readonly string[],
): readonly ConfigFault[] {
  if (known.length === 0 || known.includes(region)) return []
  const [name, origin] = isRegionGiven ? ['--region', 'by the command'] : originOfRegion(region, stage)
  const expected = `a region of AWS, perhaps ${closest(region, known)}`
  const found = `${region === '' ? 'nothing' : JSON.stringify(region)}, ${origin}`
  return [{ name, expected, found }]
}

function originOfRegion(region: string, stage: string): readonly [name: string, origin: string] {
  const origins = REGION_VARIABLES.map((name) => [name, originOfText(name, region, stage) ?? ''] as const)
  return origins.find(([, origin]) => origin !== '') ?? ['provider.region', 'in serverless.yml']
}

/**
 * What to tell people of the region that a deploy goes to, where something else names another one: the shell comes before the file, and
 * the AWS CLI does not always go by what the framework goes by. Nothing where the command itself names the region.
 */
export function regionNotes(region: string, { file, inFile, set }: Regions): readonly string[] {
  const meant = inFile.AWS_REGION ?? inFile.AWS_DEFAULT_REGION
  const exported = set.AWS_REGION === region ? 'AWS_REGION' : 'AWS_DEFAULT_REGION'
  if (meant !== undefined && meant !== region)
    return [
      `Deploying to ${region}, which the shell exports as ${exported}, and not to ${meant}, which ${file} names. If that is not meant, stop this and run \`unset ${exported}\`.`,
    ]
  const other = set.AWS_DEFAULT_REGION
  if (other !== undefined && other !== region)
    return [
      `Deploying to ${region}, by AWS_REGION. AWS_DEFAULT_REGION is ${other}, by which version 1 of the AWS CLI goes: secrets that it makes are there.`,
    ]
  return []
}
