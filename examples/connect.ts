import { readFileSync } from 'node:fs'
import { createSojourn } from '@sojourn/sdk'

/**
 * A client of the server that SOJOURN_URL names, by default the one that `npm start` starts. Its token is SOJOURN_TOKEN,
 * or the one in the data directory when the server runs here.
 */
export const connect = () => {
  const { SOJOURN_URL = 'http://127.0.0.1:3000', SOJOURN_TOKEN, SOJOURN_DATA = '.sojourn' } = process.env
  return createSojourn({
    url: SOJOURN_URL,
    token: SOJOURN_TOKEN ?? readFileSync(`${SOJOURN_DATA}/token`, 'utf8').trim(),
  })
}
