import { expect } from 'chai'
import { DEFECTS } from './defects.ts'

describe('each planted defect', () => {
  for (const { name, module, seam } of DEFECTS) {
    it(`has its seam in the code: ${name}`, async () => {
      const loaded: object = await import(new URL(`../../../${module}`, import.meta.url).href)
      expect(loaded).to.have.property(seam).that.is.a('function')
    })
  }

  it('has a name of its own', () => {
    expect(new Set(DEFECTS.map(({ name }) => name)).size).to.equal(DEFECTS.length)
  })
})
