import { expect } from 'chai'
import { checkForgotten } from '../../../operate/deploy/forgotten.ts'
import { givenParameters } from '../../../operate/deploy/given.ts'
import { usual } from './faults.ts'

describe('what a deploy leaves out of what the stage has', () => {
  const [server, bucket] = [{ TRANSFER: 'sftp' }, { EXISTING_BUCKET: 'studio-uploads' }]
  const none = { TRANSFER: 'off', EXISTING_BUCKET: '' }

  /** What is said of a deploy by these options over what is deployed. */
  function said(deployed: Record<string, string>, options: readonly string[] = [], params: object = {}) {
    try {
      checkForgotten('dev', givenParameters('dev', { default: usual, ...params }, options), deployed)
      return ''
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : 'something else'
    }
  }

  it('is refused: the server for FTP clients, with how to keep it and how to lose it', () => {
    expect(
      said(server)
        .replace(/line \d+/, 'line N')
        .split('\n'),
    ).to.deep.equal([
      '1 parameter is left out:',
      '  transfer',
      "    expected sftp, as it is deployed, or transfer: 'off' under params.dev of serverless.yml where the stage is to lose its server for FTP clients, and the address of that",
      '    found    off, in params.default of serverless.yml (line N)',
      '    example  transfer=sftp',
      'Nothing was made. What stands in .env.dev or in params.dev of serverless.yml is not forgotten.',
    ])
  })

  it('is refused: the bucket that was there already, also with the other', () => {
    expect(said({ ...server, ...bucket })).to.match(
      /^2 parameters are left out:[\s\S]*SOURCE_BUCKET\n {4}expected studio-uploads, as it is deployed, or existingBucket: ''[\s\S]*found {4}nothing, in/,
    )
  })

  it('is taken where it is meant, by an option or by a section of the stage', () => {
    expect(said(server, ['transfer=off'])).to.equal('')
    expect(said(server, [], { dev: { transfer: 'off' } })).to.equal('')
    expect(said(bucket, [], { dev: { existingBucket: '' } })).to.equal('')
  })

  it('is none where nothing is lost', () => {
    for (const deployed of [none, {}, server]) expect(said(deployed, ['transfer=sftp,ftps'])).to.equal('')
    expect(said(none)).to.equal('')
    expect(said(bucket, ['existingBucket=other'])).to.equal('')
  })
})
