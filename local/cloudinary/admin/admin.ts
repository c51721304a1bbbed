import { type Assets, type Decision, type Moment, notFound } from '../decision.ts'
import type { Form } from '../form.ts'
import { parseDeletion, parseListing } from '../parameters.ts'
import { type Account, renderResource } from '../render.ts'
import type { AdminRoute } from '../routes.ts'
import { decideDeletion } from './deletion.ts'
import { decideFields } from './fields.ts'
import { decideListing } from './listing.ts'
import { decidePresets } from './presets.ts'
import { decideUsage } from './usage.ts'

/** Decides any call of the Admin API. */
export function decideAdmin(
  assets: Assets,
  route: AdminRoute,
  { fields, json }: Form,
  account: Account,
  moment: Moment,
): Decision {
  switch (route.call) {
    case 'ping':
      return { reply: { kind: 'body', body: { status: 'ok' } }, changes: [] }
    case 'usage':
      return decideUsage(assets, moment)
    case 'fields':
      return decideFields(assets, route, json, moment)
    case 'presets':
      return decidePresets(assets, route, fields, moment)
    case 'resources':
      return decideListing(assets, route.scope, parseListing(fields), account)
    case 'delete':
      return decideDeletion(assets, route.resourceType, route.type, parseDeletion(fields))
    case 'resource': {
      const asset = assets.find(route.address)
      if (!asset) return notFound(route.address.publicId)
      return { reply: { kind: 'body', body: renderResource(asset, account) }, changes: [] }
    }
  }
}
