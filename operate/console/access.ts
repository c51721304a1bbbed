import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { refusalOf } from './caller.ts'

/** A request, as far as it decides on who may ask. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly port: number
}

/** Who may ask for what. */
export interface AccessRules {
  readonly token: string
  /** False where the console only shows. */
  readonly allowsActions: boolean
}

/** What the path of a request is for. */
export type Kind = 'page' | 'read' | 'action'

/** Whether a request is served, and as what. */
export type Access =
  | { readonly kind: Kind }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 405; readonly message: string }

const API = '/api/'
const ACTIONS = '/api/actions/'

/** Said where the console was not started to act. */
export const READ_ONLY = 'This console only shows. Start it again with --allow-actions to act from it.'

/**
 * Decides whether a request is served. The page and its code are no secret and are served to any program of this machine; all that
 * says something of the stage takes the token, and what changes something also a POST, from a page of this server if from any.
 */
export function judgeAccess({ method, path, headers, port }: Asked, { token, allowsActions }: AccessRules): Access {
  const stranger = refusalOf({ method, headers, port, pagesMayAct: true })
  if (stranger !== undefined) {
    return { kind: 'refused', status: 403, message: `The console refuses this request: ${stranger}.` }
  }
  const kind = kindOf(path)
  if (kind !== 'page' && !hasToken(headers, token)) {
    const message = 'Expected the token of this console. Open the address that it printed when it was started.'
    return { kind: 'refused', status: 401, message }
  }
  const wanted = kind === 'action' ? 'POST' : 'GET'
  if (method !== wanted) {
    return { kind: 'refused', status: 405, message: `Expected ${wanted} for ${path}, found ${method}.` }
  }
  if (kind === 'action' && !allowsActions) return { kind: 'refused', status: 403, message: READ_ONLY }
  return { kind }
}

function kindOf(path: string): Kind {
  if (path.startsWith(ACTIONS)) return 'action'
  return path.startsWith(API) ? 'read' : 'page'
}

function hasToken({ authorization = '' }: IncomingHttpHeaders, token: string): boolean {
  const [given, wanted] = [Buffer.from(authorization), Buffer.from(`Bearer ${token}`)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
