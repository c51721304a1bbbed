import type { QueueConfiguration } from './storage.ts'

function ruleOf(configuration: QueueConfiguration, name: 'prefix' | 'suffix'): string {
  return configuration.filterRules.find((rule) => rule.name === name)?.value ?? ''
}

function covers(pattern: string, event: string): boolean {
  return pattern === event || (pattern.endsWith('*') && event.startsWith(pattern.slice(0, -1)))
}

/** Whether a configuration asks for this event (s3:ObjectCreated:Put, for example) of this key. */
export function wants(configuration: QueueConfiguration, event: string, key: string): boolean {
  return (
    configuration.events.some((pattern) => covers(pattern, event)) &&
    key.startsWith(ruleOf(configuration, 'prefix')) &&
    key.endsWith(ruleOf(configuration, 'suffix'))
  )
}

function shareEvents(one: QueueConfiguration, other: QueueConfiguration): boolean {
  return one.events.some((a) => other.events.some((b) => covers(a, b) || covers(b, a)))
}

function overlap(one: QueueConfiguration, other: QueueConfiguration): boolean {
  const [prefix, otherPrefix] = [ruleOf(one, 'prefix'), ruleOf(other, 'prefix')]
  const [suffix, otherSuffix] = [ruleOf(one, 'suffix'), ruleOf(other, 'suffix')]
  return (
    shareEvents(one, other) &&
    (prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix)) &&
    (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix))
  )
}

/** Whether some event of some key would belong to two configurations, which S3 refuses. */
export function anyOverlap(configurations: readonly QueueConfiguration[]): boolean {
  return configurations.some((one, index) => configurations.slice(index + 1).some((other) => overlap(one, other)))
}
