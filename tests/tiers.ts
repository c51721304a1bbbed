import { globSync } from 'node:fs'

/** Which tests are of which tier, the fastest first: a file is of the tier whose patterns it fits. */
export const tiers = {
  /** Pure code: no process is started, and no server. */
  unit: [
    'tests/*.test.ts',
    'tests/{breaker,change,config,event,guard,plan,record,rules,support,sweep,webhook}/**/*.test.ts',
    'tests/operate/{commands,connect,diagnose,dlq,guard,output,queue,status,sweep,trace}/**/*.test.ts',
  ],
  /** The real code in virtual time, under faults. */
  simulation: ['tests/simulation/**/*.test.ts'],
  /** The local stack and its parts, adapters against them, and operators' commands. */
  stack: ['tests/{adapters,contract,local}/**/*.test.ts', 'tests/operate/{,adapters/}*.test.ts'],
  /** What `sls package` makes. */
  deploy: ['tests/deploy/**/*.test.ts'],
} as const

export type TierName = keyof typeof tiers

export const tierNames = Object.keys(tiers).filter(isTierName)

/** True for the name of a tier. */
export function isTierName(name: string): name is TierName {
  return name in tiers
}

/** The test files of a tier. */
export function filesOf(tier: TierName): readonly string[] {
  return globSync(tiers[tier]).sort()
}

/** The tiers that a test file is of: one, where all is well. */
export function tiersOf(file: string): readonly TierName[] {
  return tierNames.filter((tier) => filesOf(tier).includes(file))
}

/** The test files that are of no tier, or of several: nobody would run them, or they would be run twice. */
export function misplacedFiles(): readonly string[] {
  return globSync('tests/**/*.test.ts').filter((file) => tiersOf(file).length !== 1)
}
