import { type Check, listOf, resourcesOf } from './template.ts'

/** Every alarm compares and tells someone. CloudFormation asks for neither. */
export const alarms: Check = (template) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) => [
    ...(properties.ComparisonOperator === undefined ? [`${id}: compares with nothing`] : []),
    ...(listOf(properties.AlarmActions).length === 0 ? [`${id}: tells nobody`] : []),
  ])
