"""Households on relief for the poor while a list says something of them, in the SQL of the rules."""

#: A payment ``p`` in question beside the line ``k`` of a list; a rule's facts follow.
BESIDE_LINE = """SELECT p.person_id || '/' || p.scheme_id AS subject, p.person_id AS scope, p.township_id, p.village_id AS place_id,
       p.person_id, p.amount_fen, k.confidence, p.batch_id AS a_batch, p.row AS a_row, k.batch_id AS b_batch, k.row AS b_row,
       p.scheme_id, p.period"""

#: Lines ``k`` of lists about somebody of the household, and the relief ``p`` that was paid for months in which they
#: held; what is given to a person concerns nobody else of the household. A rule's own condition follows after AND.
WHILE_ON_RELIEF = """FROM home_entry k
JOIN payment p ON p.person_id = k.person_id
JOIN batch b ON b.id = p.batch_id
JOIN period_months m ON m.code = p.period
JOIN scheme_facts s ON s.id = p.scheme_id
WHERE s.means_tested = 1 AND (s.by_person = 0 OR k.who = '本人') AND m.first <= k.till AND m.last >= k.since
  AND b.in_force AND p.status = 'paid' AND p.amount_fen > 0 /*touched*/ /*townships*/"""
