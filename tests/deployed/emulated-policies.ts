import {
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import type { Aws } from './aws.ts'

/** A condition key that the emulator never tells: who asks for it to be there is denied everything. */
const UNTOLD = 'dynamodb:LeadingKeys'

/** What AWS calls by one name and the emulator by another. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'sqs:SendMessage': 'sqs:SendMessageBatch',
  'sqs:DeleteMessage': 'sqs:DeleteMessageBatch',
  'sqs:ChangeMessageVisibility': 'sqs:ChangeMessageVisibilityBatch',
  'lambda:GetEventSourceMapping': 'lambda:ListEventSourceMappings',
}

/** Says to the emulator in its words what the policies of all roles say to AWS; all else in them is checked as it stands. */
export async function translatePolicies({ iam }: Aws): Promise<void> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({}))
  for (const { RoleName } of Roles) {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))
      const translated = translate(decodeURIComponent(PolicyDocument))
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: translated }))
    }
  }
}

function translate(document: string): string {
  const translated: unknown = JSON.parse(document, (name, value) => {
    if (name === 'Null' && UNTOLD in value) return {}
    if (name !== 'Action') return value
    const actions: readonly string[] = [value].flat()
    return actions.flatMap((action) => [action, OTHER_NAMES[action] ?? action])
  })
  return JSON.stringify(translated)
}
