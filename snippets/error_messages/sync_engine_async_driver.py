import sqlalchemy

engine = sqlalchemy.create_engine("sqlite+aiosqlite://")
with engine.connect() as connection:
    print(connection.execute(sqlalchemy.text("SELECT 'Tokyo'")).scalar())
