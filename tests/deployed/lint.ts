import { execFile } from 'node:child_process'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { type Choices, everyChoice, ftpChoice, packaged } from '../deploy/packages.ts'

const run = promisify(execFile)

/** Every stage, and every choice. */
const PACKAGES: readonly (readonly [stage: string, choices?: Choices])[] = [
  ['dev'],
  ['staging'],
  ['prod'],
  ['staging', everyChoice],
  ['dev', ftpChoice],
]

/** Warnings of cfn-lint that stay, each where its rule and its message are these. */
export const expectedWarnings: readonly { readonly rule: string; readonly message: RegExp; readonly why: string }[] = [
  {
    rule: 'W1020',
    message: /^'Fn::Sub' isn't needed because there are no variables$/,
    why: 'the default name of the bucket has a variable in it, that of an existing one has not',
  },
  {
    rule: 'W1028',
    message: /When setting condition 'LogsAccess' to True/,
    why: 'without accessLogBucket the condition never holds, and its branch is not taken',
  },
  {
    rule: 'W1028',
    message: /When setting condition 'TransferInNetwork' to False/,
    why: 'the security group is there in a network only, and names none outside of one',
  },
  {
    rule: 'W1031',
    message: /is not a 'AWS::EC2::VPC\.Id'/,
    why: 'without transferVpc the conditions leave out what would have its name',
  },
  {
    rule: 'W3005',
    message: /^'(Breaker|Identity|Sweep|Webhook|Worker)Role' dependency already enforced by a 'GetAtt'/,
    why: 'the framework says twice that a function needs its role',
  },
  {
    rule: 'W8003',
    message: /will always return (True|False)/,
    why: 'conditions compare parameters of the framework, which are texts by then',
  },
]

const findingSchema = z.object({
  Level: z.string(),
  Message: z.string(),
  Filename: z.string(),
  Rule: z.object({ Id: z.string() }),
  Location: z.object({ Path: z.array(z.union([z.string(), z.number()])).nullable() }),
})

/** What has been found wrong: each a line, none where all is well. */
export interface Linted {
  readonly templates: number
  readonly warnings: number
  readonly faults: readonly string[]
}

/** Packages every stage and choice, and has cfn-lint look at each template. */
export async function lint(cfnLint: string): Promise<Linted> {
  const faults: string[] = []
  const met = new Set<string>()
  let warnings = 0
  for (const [stage, choices] of PACKAGES) {
    const { templateFile } = await packaged(stage, choices)
    for (const { Level, Message, Filename, Rule, Location } of await findingsOf(cfnLint, templateFile)) {
      const expected = expectedWarnings.find(({ rule, message }) => rule === Rule.Id && message.test(Message))
      if (expected && Level === 'Warning') {
        warnings += 1
        met.add(expected.why)
        continue
      }
      const place = Location.Path?.join('/') ?? basename(Filename)
      faults.push(`${stage}: ${Rule.Id} ${Message} (${place})`)
    }
  }
  const unmet = expectedWarnings.filter(({ why }) => !met.has(why))
  faults.push(...unmet.map(({ rule }) => `${rule} is expected, and was found nowhere: take it out of lint.ts`))
  return { templates: PACKAGES.length, warnings, faults }
}

async function findingsOf(cfnLint: string, templateFile: string) {
  const words = ['--format', 'json', '--include-checks', 'W', '--regions', 'us-east-1', '--', templateFile]
  // It exits with other codes where it has found something.
  const { stdout } = await run(cfnLint, words).catch((thrown: unknown) =>
    z.object({ stdout: z.string().min(1) }).parse(thrown),
  )
  return z.array(findingSchema).parse(JSON.parse(stdout))
}
