// A relying party written with npm's openid-client: discovery, PAR, code with PKCE, refresh,
// userinfo, introspection; and the end of it all when the employee leaves.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as oidc from 'openid-client'
import { Browser } from './browser.mjs'
import { hire, peter, signIn, signInByEid, systems, terminate } from './people.mjs'
import { startHverv } from './server.mjs'

let hverv
before(async () => {
  hverv = await startHverv()
})
after(() => hverv?.stop())

test('a nurse signs in, is known with powers, leaves, and is refused', async () => {
  const { base } = hverv
  const back = 'http://127.0.0.1:9/callback'
  const { browser: mette, me } = await signInByEid(base, 'eid-mette-soerensen')
  const organisation = me.organisation.id
  const employee = await hire(base, mette, organisation, peter)
  const { client, client_secret } = await mette.api(base, 'POST', `/api/v1/organisations/${organisation}/clients`, {
    name: 'Journalen', authentication: 'client_secret', grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [back], scopes: ['openid', 'profile', 'organisation', 'privileges'],
    system_ids: await systems(base, mette, organisation),
  })
  const config = await oidc.discovery(new URL(base), client.id, undefined, oidc.ClientSecretBasic(client_secret), { execute: [oidc.allowInsecureRequests] })

  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const address = await oidc.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: back, scope: 'openid profile organisation privileges', state, nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  })
  const browser = new Browser()
  const page = await browser.go(address.href, { until: [back] })
  const { url } = await signIn(browser, page, peter.subject, [back])
  const tokens = await oidc.authorizationCodeGrant(config, new URL(url), { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })

  const claims = tokens.claims()
  assert.equal(claims.sub, employee)
  assert.equal(claims.cvr, '90000004')
  assert.equal(claims.organisation_name, 'Klinikken på Torvet ApS')
  assert.equal(claims.assurance_level, 'substantial')
  assert.ok(JSON.stringify(claims.privileges).includes('90000004'))
  assert.match(Buffer.from(claims['https://data.gov.dk/model/core/eid/privilegesIntermediate'], 'base64').toString(), /PrivilegeList/)
  assert.equal(claims.cpr, undefined)
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  assert.equal(info.name, 'Peter Lundgaard')
  assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)

  const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token)
  assert.notEqual(fresh.refresh_token, tokens.refresh_token)

  await terminate(base, mette, organisation, employee)
  assert.equal((await oidc.tokenIntrospection(config, fresh.access_token)).active, false)
  await assert.rejects(oidc.refreshTokenGrant(config, fresh.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(oidc.fetchUserInfo(config, fresh.access_token, claims.sub))
})
