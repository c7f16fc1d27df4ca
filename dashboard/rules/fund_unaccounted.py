"""Money of a fund of which neither a project's plan nor any payment tells where it went."""

from dashboard.rule import Rule, Threshold

_LEVELS = "CASE a.level " + " ".join(f"WHEN '{level}' THEN w.{level}_fen" for level in ("central", "province", "city", "county", "other")) + " END"

RULE = Rule(
    name="fund_unaccounted",
    title="下达的资金对不上去向",
    says="一笔分到村、分到项目的资金，项目计划里没有这么多，也没有这么多发到人。",
    method="分配表的每一行：写了项目的，和同一地方同名项目计划里这一级的资金比，计划没写钱的不比；写的是一项补贴的，和那一年在那里发出去的钱比；两样都不是、也没有把同一笔资金再往下分的，算没有去向。发到人的和没有去向的，到时期结束满设定的月数才算。分到乡镇、又由乡镇往下分的，和分到各村各项目的合计比。",
    why="钱到了账上没有用到事上，是最要查的。",
    legal="村民委员会组织法第30条（公布政府拨付资金的管理使用）；中央财政衔接推进乡村振兴补助资金管理办法",
    example="镇里分到中央资金100,000元，各项目计划合计92,000元：8,000元没有去向。",
    told="{period}下达{granted_fen}，看得到去向的{found_fen}，差{total_fen}。",
    about="place",
    touched="a.place_id",
    township="a.township_id",
    reads=("fund_allocation", "project", "payment"),
    group="books",
    thresholds=(
        Threshold("tolerance", "差多少以内的不算", "元", 0),
        Threshold("months", "时期结束几个月还没有去向才算", "个月", 6),
    ),
    sides=("资金分配表", "项目计划"),
    sql=f"""
WITH line AS (
  SELECT a.id, a.township_id, a.place_id, a.period, a.level, a.fund, a.document, REPLACE(a.project, ' ', '') AS project, a.purpose, a.recipient,
         a.amount_fen, a.batch_id, a.row, m.first, m.last
  FROM fund_allocation a
  JOIN batch b ON b.id = a.batch_id
  LEFT JOIN period_months m ON m.code = COALESCE(a.period, b.period)
  WHERE b.in_force AND a.amount_fen > 0 /*touched*/ /*townships*/
), works AS (
  SELECT w.place_id, REPLACE(w.name, ' ', '') AS name, CASE WHEN w.beneficiary IS NULL THEN 0 ELSE w.id END AS house,
         MAX(w.budget_fen) AS budget_fen, MAX(w.central_fen) AS central_fen, MAX(w.province_fen) AS province_fen, MAX(w.city_fen) AS city_fen,
         MAX(w.county_fen) AS county_fen, MAX(w.other_fen) AS other_fen, MAX(w.id) AS id
  FROM (SELECT DISTINCT place_id FROM line WHERE project IS NOT NULL) p
  JOIN project w ON w.place_id = p.place_id
  JOIN batch b ON b.id = w.batch_id
  WHERE b.in_force
  GROUP BY w.place_id, REPLACE(w.name, ' ', ''), CASE WHEN w.beneficiary IS NULL THEN 0 ELSE w.id END
), planned AS (
  SELECT a.id, MAX(w.id) AS project_id,
         SUM(COALESCE({_LEVELS}, CASE WHEN a.level IS NULL OR COALESCE(w.central_fen, w.province_fen, w.city_fen, w.county_fen, w.other_fen) IS NULL
                                      THEN w.budget_fen ELSE 0 END)) AS found_fen
  FROM line a
  JOIN works w ON w.place_id = a.place_id AND w.name = a.project
  GROUP BY a.id
), reached AS (
  SELECT a.id, SUM(t.amount_fen) AS found_fen
  FROM line a
  JOIN allocation_scheme s ON s.allocation_id = a.id
  LEFT JOIN payment_total t ON t.scheme_id = s.scheme_id AND t.township_id = a.township_id
       AND (t.village_id = a.place_id OR a.township_id = a.place_id) AND SUBSTR(t.period, 1, 4) = SUBSTR(a.period, 1, 4)
  GROUP BY a.id
), passed AS (
  SELECT a.id, SUM(o.amount_fen) AS found_fen
  FROM line a
  JOIN fund_allocation o ON o.township_id = a.township_id AND o.document = a.document AND COALESCE(o.level, '') = COALESCE(a.level, '') AND o.batch_id <> a.batch_id
  JOIN batch b ON b.id = o.batch_id
  WHERE b.in_force AND a.place_id = a.township_id AND a.project IS NULL AND (o.place_id <> o.township_id OR o.project IS NOT NULL)
  GROUP BY a.id
), judged AS (
  SELECT a.*, p.project_id, COALESCE(p.found_fen, d.found_fen, r.found_fen, 0) AS found_fen,
         CASE WHEN p.id IS NOT NULL AND p.found_fen IS NULL THEN 0 WHEN p.id IS NOT NULL OR d.id IS NOT NULL THEN 1 ELSE 2 END AS how
  FROM line a
  LEFT JOIN planned p ON p.id = a.id
  LEFT JOIN passed d ON d.id = a.id
  LEFT JOIN reached r ON r.id = a.id
)
SELECT SUBSTR(j.place_id || '/' || COALESCE(j.period, '') || '/' || COALESCE(j.document, '') || '/' || COALESCE(j.level, '') || '/'
       || COALESCE(j.project, j.purpose, ''), 1, 160) AS subject, j.place_id AS scope, j.township_id, j.place_id, NULL AS person_id,
       j.amount_fen - j.found_fen AS amount_fen, CASE WHEN j.how = 1 THEN 'certain' ELSE 'likely' END AS confidence,
       j.batch_id AS a_batch, j.row AS a_row, w.batch_id AS b_batch, w.row AS b_row, j.period, j.amount_fen AS granted_fen, j.found_fen
FROM judged j
CROSS JOIN this_day t
LEFT JOIN project w ON w.id = j.project_id
WHERE j.amount_fen - j.found_fen > :tolerance AND (j.how = 1 OR (j.how = 2 AND t.month - j.last > :months))
ORDER BY subject, j.id
""",
)
