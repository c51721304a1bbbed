import { type Check, judge, warn } from '../check.ts'
import { compareFields, readMetadataFields } from '../metadata-fields.ts'
import { account } from './account.ts'

const ADVICE =
  "In Cloudinary's console (Settings, Structured metadata) make or change the field, or change structuredMetadata in mirror.config.ts and deploy"

/** What the rules send as structured metadata the account takes. */
export const metadataFields: Check = {
  description: "The rules' structured metadata suits the fields of the Cloudinary account",
  needs: [account],
  async run({ account, rules, adminDeadlineMs }) {
    const { issues, warnings } = compareFields(rules, await readMetadataFields(await account(), adminDeadlineMs))
    if (issues.length === 0 && warnings.length > 0) return warn(warnings, `${ADVICE}.`)
    return judge([...issues, ...(issues.length > 0 ? warnings : [])], `${ADVICE}; then redrive what was refused.`)
  },
}
