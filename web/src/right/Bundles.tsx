import { Link } from 'react-router'
import { useMay, useOrganisation } from '../session/me'
import { Loaded } from '../ui/Loaded'
import { More } from '../ui/list'
import { Page } from '../ui/Page'
import { Tag } from '../ui/Tag'
import { useBundles } from './api'
import { Sections } from './Sections'
import { useTexts } from './texts'

/** Bundles lists the organisation's bundles of rights (R2). */
export default function Bundles() {
  const say = useTexts()
  const may = useMay()
  const base = `/organisations/${useOrganisation()}/rights/bundles`
  const list = useBundles(useOrganisation())
  return (
    <Page
      title={say('bundles')}
      lead={say('bundles_lead')}
      actions={
        may('bundle.change') && (
          <Link className="button button-primary" to={`${base}/new`}>
            {say('new_bundle')}
          </Link>
        )
      }
    >
      <Sections />
      <Loaded query={list}>
        {() => (
          <ul className="cards">
            {(list.rows ?? []).map((bundle) => (
              <li key={bundle.id} className="card">
                <div className="card-content">
                  <h2 className="card-heading h4">
                    <Link to={`${base}/${bundle.id}`}>{bundle.name}</Link>
                  </h2>
                  <p>{say('count', { count: bundle.right_ids.length })}</p>
                  {bundle.basic && <Tag>{say('basic')}</Tag>}
                  {bundle.retired_at && <Tag kind="bad">{say('retired')}</Tag>}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <More list={list} />
    </Page>
  )
}
