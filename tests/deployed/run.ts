import { leftOut, permissionFaults } from './handler-permissions.ts'
import { limits } from './limits.ts'
import { expectedWarnings, lint } from './lint.ts'
import { plantedFaults } from './planted.ts'
import { probeEmulator } from './probe.ts'
import { MissingError, type Python, pythonWithPackages } from './python.ts'
import { tell } from './tell.ts'
import { twice } from './twice.ts'

const HELP = `Usage: npm run test:deployed [-- OPTION]

Deploys a stage to an emulator of AWS (MiniStack) that runs on this machine, by
sls deploy and the serverless.yml of this project, and lives its whole life:
files come and go, every command of sls is run, it is changed and removed. Then
cfn-lint looks at the templates of every stage and choice, and the policies in
docs/ are held to its schemas of CloudFormation. Needs Python 3.10 or
later, openssl and PyPI, from which it installs into node_modules/.cache.

  --stage             only the stage
  --lint              only cfn-lint
  --planted [NAME]    plants each fault of tests/deployed/planted.ts, or that of
                      this name, in a copy of the project; each must be found
  --where-possible    exits with 0 where something is missing, or the machine is
                      too slow for it; tells the stage's stories once more where
                      one fails, and only what fails again is a failure
  --help              prints this`

const WHERE_POSSIBLE = '--where-possible'
/** Twice what it takes on two cores that have other work besides. */
const SECONDS_MAX_WHERE_POSSIBLE = 720
/** What is missing is not what has failed. */
const MISSING = 2
const COLUMNS = 80
const INDENT = '  '

async function main(options: readonly string[]): Promise<number> {
  if (options.includes('--help')) return say(HELP, 0)
  const known = ['--stage', '--lint', '--planted', WHERE_POSSIBLE, ...plantedFaults.map(({ name }) => name)]
  const unknown = options.find((option) => !known.includes(option))
  if (unknown !== undefined) return say(`expected one of the options below, found ${unknown}\n\n${HELP}`, MISSING)
  try {
    const python = await pythonWithPackages()
    if (!options.includes('--lint')) await probeEmulator(python.python)
    return await (options.includes('--planted') ? plant(python, options) : runAll(python, options))
  } catch (thrown) {
    if (!(thrown instanceof MissingError)) throw thrown
    return say(`test:deployed cannot run here: ${thrown.message}`, options.includes(WHERE_POSSIBLE) ? 0 : MISSING)
  }
}

async function runAll(python: Python, options: readonly string[]): Promise<number> {
  const counts = { passed: 0, failed: 0 }
  if (!options.includes('--lint')) {
    const once = (secondsMax?: number) => tell({ python: python.python, ...(secondsMax && { secondsMax }) })
    const told = options.includes(WHERE_POSSIBLE) ? twice(once, SECONDS_MAX_WHERE_POSSIBLE) : once()
    const { passed, failed, isTooSlow } = await told
    if (isTooSlow) return say(`test:deployed was ended after ${SECONDS_MAX_WHERE_POSSIBLE} s: too slow a machine`, 0)
    counts.passed += passed
    counts.failed += failed
    sayList(
      'What this emulator cannot show (docs/operating.md says how to see it on AWS):',
      limits.map(({ what }) => what),
    )
  }
  if (!options.includes('--stage')) {
    const { templates, warnings, faults } = await lint(python.cfnLint)
    counts[faults.length === 0 ? 'passed' : 'failed'] += 1
    sayList(
      `cfn-lint: ${templates} templates, ${warnings} warnings, all of them expected:`,
      expectedWarnings.map(({ rule, why }) => `${rule}: ${why}`),
    )
    if (faults.length > 0) sayList('cfn-lint: not expected:', faults)
    const unheld = permissionFaults(python.folder)
    counts[unheld.length === 0 ? 'passed' : 'failed'] += 1
    sayList(
      "Permissions of CloudFormation's handlers that a role that deploys does without:",
      leftOut.map(({ why }) => why),
    )
    if (unheld.length > 0) sayList('Permissions that do not agree:', unheld)
  }
  return say(`\n${counts.passed} passed, ${counts.failed} failed`, counts.failed === 0 && counts.passed > 0 ? 0 : 1)
}

/** Each fault must make a story fail. */
async function plant(python: Python, options: readonly string[]): Promise<number> {
  const named = plantedFaults.filter(({ name }) => options.includes(name))
  const missed: string[] = []
  for (const { name } of named.length > 0 ? named : plantedFaults) {
    const { failed, firstFailure } = await tell({ python: python.python, fault: name })
    // Where no story was told, it is not the fault that has made one fail.
    const isFound = failed > 0 && !firstFailure.startsWith('"before all" hook')
    if (!isFound) missed.push(name)
    say(`${isFound ? 'found' : 'MISSED'}  ${name}\n       ${firstFailure}`, 0)
  }
  return say(
    `\n${(named.length || plantedFaults.length) - missed.length} found, ${missed.length} missed`,
    missed.length,
  )
}

function sayList(head: string, items: readonly string[]): void {
  console.log(`\n${head}`)
  for (const item of items) console.log(wrapped(item))
}

/** An item of a list, in lines of 80 columns. */
function wrapped(item: string): string {
  const lines = ['-']
  for (const word of item.split(' ')) {
    if ((lines.at(-1)?.length ?? 0) + word.length < COLUMNS - INDENT.length) lines.push(`${lines.pop()} ${word}`)
    else lines.push(`  ${word}`)
  }
  return lines.map((line) => `${INDENT}${line}`).join('\n')
}

function say(words: string, code: number): number {
  console.log(words)
  return code
}

process.exitCode = await main(process.argv.slice(2))
