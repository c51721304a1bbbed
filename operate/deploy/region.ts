import type { readRegions } from '../../shared/config/dotenv.ts'

type Regions = ReturnType<typeof readRegions>

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
