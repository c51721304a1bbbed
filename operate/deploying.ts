import { lintRules } from '../shared/rules/lint.ts'
import { readRules } from './cli/rules-file.ts'
import { processTerminal } from './cli/terminal.ts'
import { checkParameters } from './deploy/check.ts'
import { applyDeployer, nameDeployer } from './deploy/deployer.ts'
import { checkForgotten } from './deploy/forgotten.ts'
import { fixedNames } from './deploy/left-behind.ts'
import { lookAhead } from './deploy/look-ahead.ts'
import { variables } from './deploy/parameters.ts'
import { checkSecret, secretNameOf } from './deploy/secret.ts'
import { strayNotes } from './deploy/stray.ts'
import { transferWarnings } from './deploy/transfer-faults.ts'
import type { Framework } from './framework.ts'
import { readConcurrency } from './stage/account-limits.ts'
import { readLeftBehind } from './stage/earlier.ts'
import { readCallerArn } from './stage/identity.ts'
import { narrowRead } from './stage/narrow-read.ts'
import { readSecretText } from './stage/secret.ts'
import { spreadTransferNetwork } from './stage/transfer-network.ts'

/** A stack is not made of rules and parameters that its functions would refuse to start with. */
export async function checkSettings(framework: Framework): Promise<void> {
  const [stage, given] = framework.givenParameters()
  checkParameters(stage, given)
  const { config } = await readRules(stage)
  const warnings = [...lintRules(config).map((text) => `Warning: ${text}.`), ...transferWarnings(given)]
  for (const warning of [...warnings, ...strayNotes(stage, variables)]) processTerminal().note(warning)
}

/** What a template cannot do: read the rules, by which Cloudinary may read the bucket, and have one of something for each of a list. */
export async function completeTemplate({ resources, stage }: Framework): Promise<void> {
  narrowRead(resources, await readRules(stage))
  applyDeployer(resources)
  spreadTransferNetwork(resources)
}

/** What would go elsewhere than is meant, or be refused when half of the stack is made. */
export async function lookAheadOfDeploy(framework: Framework): Promise<void> {
  const { region, isRegionGiven, stack } = framework
  const [stage, given] = framework.givenParameters()
  const options = await framework.clientOptions()
  const looking = {
    concurrency: () => readConcurrency(options, `${stack}-webhook`),
    leftBehind: () => readLeftBehind(options, fixedNames(stack, given)),
  }
  for (const note of await lookAhead({ stage, given, region, isRegionGiven }, looking)) processTerminal().note(note)
}

/** A stack without an account would take files, and mirror none. */
export async function checkAccount(framework: Framework): Promise<void> {
  const options = await framework.clientOptions()
  const read = (asked: string) => readSecretText(options, asked)
  const said = await checkSecret(secretNameOf(framework.resources), options.region, read)
  if (said !== undefined) processTerminal().note(said)
}

/**
 * What the stage has, it is not to lose unasked; and only a deploy has credentials, and knows by them who it is. By then the template
 * is complete, also one that was packaged before.
 */
export async function compareWithDeployed(framework: Framework): Promise<void> {
  await framework.withStage(async (stage) => {
    // There is no stage before the first deploy.
    const deployed = await stage().then(
      ({ environment }) => environment,
      () => undefined,
    )
    if (deployed) checkForgotten(...framework.givenParameters(), deployed)
    const said = await nameDeployer(framework.resources, {
      callerArn: async () => readCallerArn(await framework.clientOptions()),
      before: async () => deployed?.DEPLOYER,
    })
    if (said !== undefined) processTerminal().note(said)
  })
}
