import { limits } from '../../../shared/model/limits.ts'
import { type Check, numberOf, propertyOf, type Resource, resourcesOf, targetOf, textOf } from './template.ts'

const FUNCTION = 'AWS::Lambda::Function'
/** Source: Cloudinary documentation, "Upload best practices". */
const UPLOADS_AT_ONCE_MAX = 10

const variableOf = ({ properties }: Resource, name: string) => propertyOf(properties, 'Environment', 'Variables', name)

/** No function's log is kept for ever. */
export const logRetention: Check = (template) => {
  const kept = resourcesOf(template, 'AWS::Logs::LogGroup')
    .filter(({ properties }) => numberOf(properties.RetentionInDays) !== undefined)
    .map(({ properties }) => textOf(properties.LogGroupName))
  return resourcesOf(template, FUNCTION)
    .filter(({ properties }) => !kept.includes(`/aws/lambda/${textOf(properties.FunctionName)}`))
    .map(({ id }) => `${id}: has no log group with a retention`)
}

/** All workers together ask no more of Cloudinary at once than it recommends. */
export const uploadsAtOnce: Check = (template) =>
  resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ id, properties }) => {
    const worker = targetOf(template, properties.FunctionName)
    const workers = numberOf(propertyOf(properties, 'ScalingConfig', 'MaximumConcurrency')) ?? Number.POSITIVE_INFINITY
    const uploads = workers * (numberOf(worker && variableOf(worker, 'CHANGES_AT_ONCE')) ?? 1)
    return uploads <= UPLOADS_AT_ONCE_MAX ? [] : [`${id}: ${uploads} uploads at once`]
  })

/** A request that was cut off may still take effect: it is remembered for longer than it was waited for. */
export const attempts: Check = (template) =>
  resourcesOf(template, FUNCTION).flatMap((resource) => {
    const seconds = numberOf(variableOf(resource, 'ATTEMPT_SECONDS'))
    const isLonger = seconds === undefined || seconds * 1000 > limits.requestTimeoutMs
    return isLonger ? [] : [`${resource.id}: forgets an attempt after ${seconds} s`]
  })
