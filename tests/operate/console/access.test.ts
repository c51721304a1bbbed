import { expect } from 'chai'
import { type Asked, judgeAccess, READ_ONLY } from '../../../operate/console/access.ts'

const PORT = 8090
const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAA'
const rules = { token: TOKEN, allowsActions: true }
const own = { host: `127.0.0.1:${PORT}` }
const withToken = { ...own, authorization: `Bearer ${TOKEN}` }
const read: Asked = { method: 'GET', path: '/api/stage', headers: withToken, port: PORT }
const action: Asked = { method: 'POST', path: '/api/actions/pause', headers: withToken, port: PORT }
const page: Asked = { method: 'GET', path: '/', headers: own, port: PORT }

function judge(asked: Asked, more: Asked['headers'] = {}, given = rules) {
  const access = judgeAccess({ ...asked, headers: { ...asked.headers, ...more } }, given)
  return access.kind === 'refused' ? `${access.status} ${access.message}` : access.kind
}

describe('who may ask the console:', () => {
  const served: readonly (readonly [string, Asked, Asked['headers'], string])[] = [
    ['the page, from the address bar', page, { 'sec-fetch-site': 'none' }, 'page'],
    ['the page, by a link elsewhere', page, { 'sec-fetch-site': 'cross-site' }, 'page'],
    ['the page, at localhost', page, { host: `localhost:${PORT}` }, 'page'],
    ['what the stage is, with the token', read, { 'sec-fetch-site': 'same-origin' }, 'read'],
    [
      'an action of its own page',
      action,
      { origin: `http://127.0.0.1:${PORT}`, 'sec-fetch-site': 'same-origin' },
      'action',
    ],
    ['an action of a program that has the token', action, {}, 'action'],
  ]
  for (const [name, asked, headers, kind] of served)
    it(`serves ${name}`, () => expect(judge(asked, headers)).to.equal(kind))

  const refused: readonly (readonly [string, Asked, Asked['headers'], RegExp])[] = [
    [
      'a name that was made to resolve here',
      page,
      { host: `evil.example:${PORT}` },
      /^403 .*expected 127\.0\.0\.1:8090/,
    ],
    ['another port as Host', page, { host: '127.0.0.1:1' }, /^403 .*as Host/],
    ['a page elsewhere that reads', read, { origin: 'https://evil.example' }, /^403 .*evil\.example/],
    ['a page elsewhere that acts', action, { origin: 'https://evil.example' }, /^403 .*evil\.example/],
    ['a page of another local server that acts', action, { origin: 'http://127.0.0.1:1' }, /^403 /],
    ['a frame in a sandbox that acts', action, { origin: 'null' }, /^403 /],
    ['a form elsewhere that names no origin', action, { 'sec-fetch-site': 'cross-site' }, /^403 .*"cross-site"/],
    ['a page of another port that names no origin', action, { 'sec-fetch-site': 'same-site' }, /^403 .*"same-site"/],
    ['no token', read, { authorization: undefined }, /^401 .*address that it printed/],
    ['another token', read, { authorization: `Bearer ${TOKEN.slice(1)}B` }, /^401 /],
    ['a beginning of the token', read, { authorization: `Bearer ${TOKEN.slice(1)}` }, /^401 /],
    ['the token without its scheme', read, { authorization: TOKEN }, /^401 /],
    ['no token for an action', action, { authorization: undefined }, /^401 /],
    ['GET for an action', { ...action, method: 'GET' }, {}, /^405 Expected POST/],
    ['POST for what is only read', { ...read, method: 'POST' }, {}, /^405 Expected GET/],
    ['POST for the page', { ...page, method: 'POST' }, {}, /^405 Expected GET/],
  ]
  for (const [name, asked, headers, words] of refused) {
    it(`refuses ${name}`, () => expect(judge(asked, headers)).to.match(words))
  }

  it('acts for nobody where it only shows, and says how to make it act', () => {
    const readOnly = { ...rules, allowsActions: false }
    expect(judge(action, {}, readOnly)).to.equal(`403 ${READ_ONLY}`)
    expect(READ_ONLY).to.contain('--allow-actions')
    expect(judge(read, {}, readOnly)).to.equal('read')
    // Who has no token is not told what the console does.
    expect(judge(action, { authorization: undefined }, readOnly)).to.match(/^401 /)
  })
})
