import { trace } from '../operate/trace.ts'
import { arrivals, restart, views } from './stack/arrivals.ts'
import { badMessages } from './stack/bad-messages.ts'
import { breaker } from './stack/breaker.ts'
import { lambda } from './stack/lambda.ts'
import { oddKeys } from './stack/odd-keys.ts'
import { second } from './stack/second.ts'
import { SECRETS, secrets } from './stack/secrets.ts'
import { useStack } from './test-stack.ts'

// One stack for all of them: each has keys of its own, and leaves the queues empty.
describe('the local stack', () => {
  const stack = useStack({ ...SECRETS, SETTLE_SECONDS: '0' })
  describe('with files that come by FTP', () => arrivals(stack))
  describe('for those who look at them', () => views(stack))
  describe('with the oddest keys', () => oddKeys(stack))
  describe('with bad messages', () => badMessages(stack))
  describe('with its Lambda', () => lambda(stack))
  describe('for an operator', () => trace(stack))
  describe('with secrets', () => secrets(stack))
  describe('in an outage', () => breaker(stack))
  describe('when another one is started beside it', () => second(stack))
  describe('when it is started again', () => restart(stack))
})
