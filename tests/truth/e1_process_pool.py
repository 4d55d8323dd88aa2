from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    try:
        with ProcessPoolExecutor(1) as pool:
            print(pool.submit(pow, 2, 5).result())
    except OSError as error:
        print(error)
