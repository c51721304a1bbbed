import { expect } from 'chai'
import { checkDeployment } from '../../shared/config/deployment.ts'
import { ConfigError } from '../../shared/model/config-error.ts'

describe('the settings of a deploy', () => {
  it('may be left out', () => {
    expect(() => checkDeployment({})).not.to.throw()
  })

  it('are accepted where they are right', () => {
    const texts = { SOURCE_BUCKET: 'my-studio.uploads', ALARM_EMAIL: 'a@b.example', SETTLE_SECONDS: '0' }
    expect(() => checkDeployment({ ...texts, DELETIONS_MAX: '0', DELETIONS_WINDOW_SECONDS: '60' })).not.to.throw()
    expect(() => checkDeployment({ ALARM_EMAIL: '' })).not.to.throw()
  })

  for (const [name, text] of [
    ['SOURCE_BUCKET', ''],
    ['SOURCE_BUCKET', 's3://bucket'],
    ['ALARM_EMAIL', 'nobody'],
    ['SETTLE_SECONDS', ''],
    ['DELETIONS_MAX', 'many'],
    ['DELETIONS_WINDOW_SECONDS', '0'],
  ] as const) {
    it(`are refused where ${name} is ${JSON.stringify(text)}, with what was expected and found`, () => {
      expect(() => checkDeployment({ [name]: text }))
        .to.throw(ConfigError)
        .with.nested.property('faults[0].name', name)
      expect(() => checkDeployment({ [name]: text })).to.throw(/expected .*, or no line at all/)
    })
  }
})
