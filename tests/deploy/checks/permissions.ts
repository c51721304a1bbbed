import { statementsOf } from './statements.ts'
import { type Check, objectsIn } from './template.ts'

/** AWS knows no resource for these. Source: Service Authorization Reference, AWS X-Ray. */
const WITHOUT_RESOURCE = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']
/** The objects of one bucket, and the random end that Secrets Manager gives each secret's ARN. */
const NEEDED = [/^[^*?]*:s3:::[^*?]+\/\*$/, /^\w+\.Arn\/\*$/, /^\$\{\w+\.Arn\}\/\*$/, /^[^*?]*:secret:[^*?]+-\?{6}$/]

/** A role may do nothing by wildcard, on nothing by wildcard, except where AWS has no other way. */
export const wildcards: Check = (template) =>
  statementsOf(template).flatMap(({ id, effect, actions, resources, inverted, principal }) => {
    // In the policy of a key every resource is the key itself.
    if (effect === 'Deny' || template.Resources[id]?.Type === 'AWS::KMS::Key') return []
    const everything = inverted ? [`${id}: allows by exclusion`] : []
    const anybody = principal === '*' || objectsIn(principal).some(({ AWS }) => AWS === '*')
    const broad = actions.filter((action) => /[*?]/.test(action)).map((action) => `${id}: allows ${action}`)
    const isExempt = actions.every((action) => WITHOUT_RESOURCE.includes(action))
    const isNeeded = (resource: string) => !/[*?]/.test(resource) || NEEDED.some((pattern) => pattern.test(resource))
    const wide = resources
      .filter((resource) => !isExempt && !isNeeded(resource))
      .map((name) => `${id}: allows on ${name}`)
    return [...everything, ...(anybody ? [`${id}: allows anybody`] : []), ...broad, ...wide]
  })

/** A service is let in for this account only: a bucket's ARN names no account, so that anybody's bucket could match. */
export const sourceAccounts: Check = (template) =>
  statementsOf(template).flatMap(({ id, effect, principal, condition, actions }) => {
    const isForService = objectsIn(principal).some((object) => 'Service' in object)
    if (effect !== 'Allow' || !isForService || actions.includes('sts:AssumeRole')) return []
    const keys = objectsIn(condition).flatMap((operator) => Object.keys(operator))
    return ['aws:SourceAccount', 'aws:SourceArn'].flatMap((key) => (keys.includes(key) ? [] : [`${id}: lacks ${key}`]))
  })

/** No secret stands in the template, where everybody who may describe the stack could read it. */
export const secrets: Check = (template) => {
  const text = JSON.stringify(template)
  return [
    ...(/cloudinary:\/\/[^\s"]*:[^\s"]*@/.test(text) ? ['the template holds an API environment variable'] : []),
    // CloudFormation would write it into the function's environment.
    ...(/\{\{resolve:(secretsmanager|ssm-secure):/.test(text) ? ['the template copies a secret'] : []),
  ]
}
