import type { ReactNode } from 'react'

export type Column<T> = { title: string; cell: (row: T) => ReactNode; header?: boolean }

/** Table shows rows; on a narrow screen each row becomes a block with its headings. `caption` is read aloud, and shown when asked. */
export function Table<T>(props: { caption: string; showCaption?: boolean; columns: Column<T>[]; rows: T[]; rowKey: (row: T) => string }) {
  const { caption, showCaption, columns, rows, rowKey } = props
  return (
    <div className="table-frame">
      <table className="table table--compact table-sm-responsive-headers">
        <caption className={showCaption ? 'h4' : 'sr-only'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) =>
                column.header ? (
                  <th key={column.title} scope="row" data-title={column.title}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.title} data-title={column.title}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
