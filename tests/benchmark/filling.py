"""A database with as many villagers and payments as a measurement needs."""

import sqlite3

from loaders.database import Database

#: The schemes that a villager is paid under, in turn.
SCHEMES = (("rural-dibao", "农村低保"), ("old-age", "高龄津贴"), ("farmland", "耕地地力保护补贴"))
FIRST_YEAR = 2015


def fill(db: Database, people: int, each: int, schemes: int = 1) -> None:
    """Fill the payment table with so many payments to each of so many people, under so many schemes."""
    conn = sqlite3.connect(db.url.removeprefix("sqlite:///"), isolation_level=None)
    conn.execute("PRAGMA synchronous=OFF")
    conn.execute("BEGIN")
    conn.execute("INSERT INTO place(id,name,level,former_names) VALUES(1,'柳溪村','village','')")
    conn.execute("INSERT INTO import(id,sha256,name,size,at,actor,state,fingerprint) VALUES(1,'x','表.xls',1,'2024-01-01 00:00:00','x','in-force','')")
    conn.execute(
        "INSERT INTO batch(id,import_id,sheet,table_number,header_rows,form,record,period,unit,in_force,rows_read,rows_loaded,rows_rejected,amount_read_fen,"
        "amount_loaded_fen,problems) VALUES(1,1,'S',1,'1','f','payment','2024-06','元',1,1,1,0,0,0,'[]')"
    )
    conn.executemany("INSERT INTO scheme(id,key,name) VALUES(?,?,?)", ((number, *scheme) for number, scheme in enumerate(SCHEMES[:schemes], 1)))
    conn.executemany("INSERT INTO person(id,township_id,village_id,household_id,name,registered) VALUES(?,1,1,?,'张三',1)", ((p, p) for p in range(people)))
    lines = [(i, i % schemes + 1, _month(i // schemes)) for i in range(each)]
    conn.executemany(
        "INSERT INTO payment(id,township_id,village_id,household_id,person_id,scheme_id,period,amount_fen,status,name,batch_id,row) VALUES(?,1,1,?,?,?,?,44700,'paid','张三',1,5)",
        ((p * each + i, p, p, scheme, period) for i, scheme, period in lines for p in range(people)),
    )
    conn.execute("COMMIT")
    conn.close()


def _month(number: int) -> str:
    return f"{FIRST_YEAR + number // 12}-{number % 12 + 1:02}"
