import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { PLANTED } from './planted.ts'

const PROJECT = new URL('../../', import.meta.url)

describe('each planted defect', () => {
  for (const { name, file, find } of PLANTED) {
    it(`has its passage in the code, once: ${name}`, () => {
      const parts = readFileSync(new URL(file, PROJECT), 'utf8').split(find)
      expect(parts).to.have.length(2)
    })
  }
})
