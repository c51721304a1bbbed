import { globSync } from 'node:fs'

/**
 * Which tests are of which tier, the fastest first: a file is of the tier whose patterns it fits. Each list of patterns is run by
 * a process of its own, side by side with the others of its tier, and one file after the other.
 */
export const tiers = {
  /** Pure code: no process is started, and no server. */
  unit: [
    [
      'tests/*.test.ts',
      'tests/{apply,breaker,claim,composition,config,event,guard,identity,ledger,model,observability,outcome}/**/*.test.ts',
      'tests/{plan,record,rules,support,sweep,tidy,webhook}/**/*.test.ts',
      'tests/local/lambda/**/*.test.ts',
      'tests/local/{banner,passing-bytes}.test.ts',
      'tests/operate/{cli,commands,connect,console,deploy,diagnose,dlq,explain,ftp,guard,queue,status,sweep,trace,trouble}/**/*.test.ts',
    ],
  ],
  /** The real code in virtual time, under faults. */
  simulation: [['tests/simulation/**/*.test.ts']],
  /** The local stack and its parts, adapters against them, and operators' commands. Much of it waits for time to pass. */
  stack: [
    ['tests/local/{node-*,pitfalls,renames,start,stack*}.test.ts'],
    ['tests/operate/{,stage/}*.test.ts', 'tests/local/killed.test.ts'],
    [
      'tests/local/{browser-guard,data-*,large-files,outside-account}.test.ts',
      'tests/local/{aws,cloudinary,ftp}/**/*.test.ts',
      'tests/{adapters,contract}/**/*.test.ts',
    ],
  ],
  /** What `sls package` makes: in one process, so that each stage is packaged once. */
  deploy: [['tests/deploy/**/*.test.ts']],
  /** The console in a real browser: one stack and one browser for all of it. */
  browser: [['tests/browser/**/*.test.ts']],
} as const

export type TierName = keyof typeof tiers

export const tierNames = Object.keys(tiers).filter(isTierName)

/** True for the name of a tier. */
export function isTierName(name: string): name is TierName {
  return name in tiers
}

/** The test files of a tier, by the processes that run them. */
export function groupsOf(tier: TierName): readonly (readonly string[])[] {
  return tiers[tier].map((patterns) => globSync(patterns).sort())
}

/** The tiers that test files are of: one each, where all is well. */
export function tiersByFile(): ReadonlyMap<string, readonly TierName[]> {
  const found = new Map<string, TierName[]>(globSync('tests/**/*.test.ts').map((file) => [file, []]))
  for (const tier of tierNames) for (const file of groupsOf(tier).flat()) found.get(file)?.push(tier)
  return found
}

/** The test files that are of no tier, or of several: nobody would run them, or they would be run twice. */
export function misplacedFiles(): readonly string[] {
  return [...tiersByFile()].filter(([, of]) => of.length !== 1).map(([file]) => file)
}
