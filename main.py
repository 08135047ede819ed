if __name__ == "__main__":  # a process of a batch, which reads this file too, needs no command line
    from sim.app.cli import main

    main()
