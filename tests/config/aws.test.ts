import { expect } from 'chai'
import { readAwsAccess } from '../../shared/config/aws.ts'

const texts = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'ASIA', AWS_SECRET_ACCESS_KEY: 'not-to-be-shown' }

describe('how a function reaches AWS', () => {
  const endpoints: readonly (readonly [string, string])[] = [
    ['eu-west-1', 'https://sqs.eu-west-1.amazonaws.com'],
    ['us-gov-west-1', 'https://sqs.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', 'https://sqs.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', 'https://sqs.eusc-de-east-1.amazonaws.eu'],
    ['us-iso-east-1', 'https://sqs.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', 'https://sqs.us-isob-east-1.sc2s.sgov.gov'],
  ]
  for (const [region, endpoint] of endpoints) {
    it(`is by the address of its partition in ${region}`, () => {
      expect(readAwsAccess('sqs', { ...texts, AWS_REGION: region }).endpoint).to.equal(endpoint)
    })
  }

  it('is by the endpoint that the variables of the SDK name, of the service before that of all', () => {
    const all = { ...texts, AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_DYNAMODB: 'http://one' }
    expect(readAwsAccess('sqs', all).endpoint).to.equal('http://all')
    expect(readAwsAccess('dynamodb', all).endpoint).to.equal('http://one')
  })

  it('is told by Lambda, or all that is missing is said at once, without the secret', () => {
    expect(readAwsAccess('sqs', { ...texts, AWS_SESSION_TOKEN: 'session', _X_AMZN_TRACE_ID: 'Root=1' })).to.include({
      sessionToken: 'session',
      traceId: 'Root=1',
    })
    const read = () => readAwsAccess('sqs', { AWS_SECRET_ACCESS_KEY: 'not-to-be-shown' })
    expect(read)
      .to.throw(/AWS_REGION[\s\S]*AWS_ACCESS_KEY_ID/)
      .and.not.to.match(/not-to-be-shown/)
  })
})
