import { expect } from 'chai'
import { givenParameters } from '../../../operate/deploy/given.ts'

const textsOf = (params: unknown, options: readonly string[] = []) =>
  Object.fromEntries(givenParameters('prod', params, options).map(({ name, text }) => [name, text]))

describe('the parameters that are given', () => {
  it('are those of --param before those of the stage, and these before the default ones', () => {
    const params = { default: { a: '1', b: '1', c: '1' }, prod: { b: '2', c: '2' }, dev: { a: '3', d: '3' } }
    expect(textsOf(params, ['c=4', 'c=5'])).to.deep.equal({ a: '1', b: '2', c: '5' })
  })

  it('are texts, whatever YAML makes of them', () => {
    expect(textsOf({ default: { number: 30, flag: false, list: ['a'] } })).to.deep.equal({
      number: '30',
      flag: 'false',
      list: '["a"]',
    })
  })

  it('are left out where they have no value, as for the framework', () => {
    expect(textsOf({ default: { a: '1', b: null }, prod: null })).to.deep.equal({ a: '1' })
    expect(textsOf({ default: { a: '1' }, prod: { a: null } })).to.deep.equal({ a: '1' })
    expect(textsOf(undefined)).to.deep.equal({})
  })

  it('are read from options as the framework reads them; one without a value is empty', () => {
    expect(textsOf({}, ['a=b=c ', 'b=', 'c'])).to.deep.equal({ a: 'b=c', b: '', c: '' })
  })
})
