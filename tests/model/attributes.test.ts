import { expect } from 'chai'
import { mergeAttributes } from '../../shared/model/attributes.ts'
import { isLabelled, isMadeByUpload, labelledKey } from '../../shared/model/label.ts'

const none = { context: [], tags: [] }
const asset = { context: { owner: 'marketing', source_key: 'old.jpg', alt: 'ours' }, tags: ['theirs', 'ours'] }
const ours = { context: ['alt', 'source_key'], tags: ['ours'] }

describe('merging attributes', () => {
  it('replaces what is ours and keeps what is others`', () => {
    const merged = mergeAttributes({ context: { source_key: 'a.jpg' }, tags: ['new'] }, asset, ours)
    expect(merged).to.deep.equal({ context: { owner: 'marketing', source_key: 'a.jpg' }, tags: ['new', 'theirs'] })
  })

  it('takes away every label that is not its own', () => {
    const { context } = mergeAttributes({ context: { source_bucket: 'studio' } }, asset, none)
    expect(context).to.deep.equal({ owner: 'marketing', alt: 'ours', source_bucket: 'studio' })
  })

  it('says nothing of tags where the rules do not, and have not', () => {
    expect(mergeAttributes({ context: {} }, asset, none)).not.to.have.property('tags')
  })

  it('takes away the tags that earlier rules have set', () => {
    expect(mergeAttributes({ context: {} }, asset, ours).tags).to.deep.equal(['theirs'])
  })

  it('has each tag once, in order', () => {
    const { tags } = mergeAttributes({ context: {}, tags: ['z', 'theirs', 'a'] }, asset, ours)
    expect(tags).to.deep.equal(['a', 'theirs', 'z'])
  })

  it('leaves all else as the rules say', () => {
    const attributes = { context: {}, eager: ['w_100'], structuredMetadata: { field: 'value' } }
    expect(mergeAttributes(attributes, asset, none)).to.deep.include({
      eager: ['w_100'],
      structuredMetadata: { field: 'value' },
    })
  })
})

describe('the label of an asset', () => {
  const label = { source_bucket: 'studio', source_key: 'a.jpg', source_upload: 'token' }
  it('says whose it is, and for which key it was made', () => {
    expect([isLabelled(label, 'studio'), labelledKey(label, 'studio')]).to.deep.equal([true, 'a.jpg'])
    expect([isLabelled(label, 'other'), labelledKey(label, 'other')]).to.deep.equal([false, undefined])
    expect([isLabelled({}, 'studio'), labelledKey({ source_bucket: 'studio' }, 'studio')]).to.deep.equal([
      false,
      undefined,
    ])
  })

  it('says which upload has made it', () => {
    expect([isMadeByUpload(label, 'token'), isMadeByUpload(label, 'other')]).to.deep.equal([true, false])
    expect(isMadeByUpload({}, 'token')).to.equal(false)
  })
})
