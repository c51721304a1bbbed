import { AdminError, askAdmin } from '../../stage/admin.ts'
import { type Check, type Finding, judge } from '../check.ts'
import { secret } from './secret.ts'

/** Cloudinary answers, and takes the account's key. */
export const account: Check = {
  description: 'Cloudinary answers, and takes the key of the account',
  needs: [secret],
  async run({ account, adminDeadlineMs }) {
    try {
      await askAdmin(await account(), (api, options) => api.ping(options), adminDeadlineMs)
      return judge([], '')
    } catch (thrown) {
      if (thrown instanceof AdminError) return faultOf(thrown)
      throw thrown
    }
  },
}

function faultOf({ message, isRefusal }: AdminError): Finding {
  const fix = "Put the API environment variable that Cloudinary's console shows (Settings, API Keys) into the secret."
  const wait = 'Look at https://status.cloudinary.com, and whether this machine reaches api.cloudinary.com.'
  return judge([message], isRefusal ? fix : wait)
}
